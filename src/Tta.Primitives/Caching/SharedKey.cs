using System.Security.Cryptography;
using System.Text;

namespace Tta.Primitives;

/// <summary>Keys of caches outside of the library: hashed, because they may be made of prompts.</summary>
internal static class SharedKey
{
    public static string Of(string prefix, string primitiveName, string key) =>
        $"{prefix}{primitiveName}:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))}";
}
