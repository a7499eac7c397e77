/** What a refusal says: Prometheus has {error}, Jaeger {errors:[{msg}]}, Loki plain text. Null for markup and silence. */
export function errorText(body: string): string | null {
  try {
    const json: unknown = JSON.parse(body);
    if (typeof json !== 'object' || json === null) return null;
    const fields = json as Readonly<Record<string, unknown>>;
    const error = fields['error'] ?? (Array.isArray(fields['errors']) ? fields['errors'][0] : undefined) ?? fields['message'] ?? fields['detail'] ?? fields['title'];
    if (typeof error === 'string') return error;
    if (typeof error === 'object' && error !== null) {
      const inner = error as Readonly<Record<string, unknown>>;
      const text = inner['message'] ?? inner['msg'];
      return typeof text === 'string' ? text : null;
    }
    return null;
  } catch {
    const text = body.trim();
    return text && !text.startsWith('<') ? text.slice(0, 1000) : null;
  }
}
