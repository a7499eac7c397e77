import { signal } from '@preact/signals';
import { errorText } from './errorText.ts';

/** Requests in flight; a live refresh waits until there are none. */
export const inFlight = signal(0);

export class ApiError extends Error {
  readonly status: number;
  readonly path: string;

  constructor(status: number, path: string, message: string) {
    super(message);
    this.status = status;
    this.path = path;
  }
}

export type Params = Readonly<Record<string, string | number | boolean | readonly string[] | null | undefined>>;

/** Address below the page's own, so that a path prefix in front of everything keeps working. */
export function apiUrl(path: string, params: Params = {}): string {
  const url = new URL(path, document.baseURI);
  url.hash = '';
  for (const [name, value] of Object.entries(params)) {
    if (value === null || value === undefined || value === '') continue;
    for (const item of Array.isArray(value) ? value : [value]) url.searchParams.append(name, String(item));
  }
  return url.toString();
}

/** Asks the server to do something that has no answer but its status. */
export async function post(path: string): Promise<void> {
  try {
    const response = await fetch(apiUrl(path), { method: 'POST' });
    if (!response.ok) throw new ApiError(response.status, path, errorText(await response.text()) ?? `${response.status} ${response.statusText}`.trim());
  } catch (error) {
    if (error instanceof TypeError) throw new ApiError(0, path, 'the server does not answer; is tta still running?');
    throw error;
  }
}

/** An answer that was read to its end. */
export interface Answer {
  readonly status: number;
  readonly statusText: string;
  readonly body: string;
}

export function getJson(path: string, params: Params, abort: AbortSignal, headers: Readonly<Record<string, string>> = {}): Promise<unknown> {
  return readJson(path, ask(apiUrl(path, params), { signal: abort, headers: { Accept: 'application/json', ...headers } }));
}

async function ask(url: string, init: RequestInit): Promise<Answer> {
  const response = await fetch(url, init);
  return { status: response.status, statusText: response.statusText, body: await response.text() };
}

/** What an answer says, or an error that tells why it says nothing. */
export async function readJson(path: string, answer: Promise<Answer>): Promise<unknown> {
  inFlight.value++;
  try {
    const { status, statusText, body } = await answer;
    if (status < 200 || status > 299) throw new ApiError(status, path, errorText(body) ?? `${status} ${statusText}`.trim());
    try {
      return JSON.parse(body);
    } catch {
      throw new ApiError(status, path, 'the answer is not JSON; is this address served by tta?');
    }
  } catch (error) {
    if (error instanceof TypeError) throw new ApiError(0, path, 'the server does not answer; is tta still running?');
    throw error;
  } finally {
    inFlight.value--;
  }
}
