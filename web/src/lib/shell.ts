/** A shell word that means exactly this text. */
export function shellQuote(text: string): string {
  return /^[a-zA-Z0-9_@%+=:,./-]+$/.test(text) ? text : `'${text.replace(/'/g, `'\\''`)}'`;
}

export function curl(url: string): string {
  return `curl -sS ${shellQuote(url)}`;
}
