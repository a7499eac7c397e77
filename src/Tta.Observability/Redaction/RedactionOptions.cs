namespace Tta.Observability;

/// <summary>What is hidden in everything that leaves the process. Known forms of keys and tokens are always hidden.</summary>
public sealed class RedactionOptions
{
    /// <summary>Further rules, applied after the built-in ones.</summary>
    /// <value>Empty by default.</value>
    public IList<RedactionRule> Rules { get; } = [];

    /// <summary>Values that must never leave the process, matched exactly.</summary>
    /// <value>Empty by default; values of environment variables with secret-looking names are always added.</value>
    public IList<string> SecretValues { get; } = [];

    /// <summary>Whether e-mail addresses, phone numbers, public IP addresses, card numbers, IBANs and US social security numbers are hidden too.</summary>
    /// <value>False by default.</value>
    public bool PersonalData { get; set; }

    /// <summary>
    /// A function of the application that masks a text, applied last. When it throws, the whole text is replaced by
    /// <c>&lt;fully masked due to failed mask function&gt;</c>. Called from several threads.
    /// </summary>
    /// <value>Null by default.</value>
    public Func<string, string>? Mask { get; set; }
}
