import type { Message } from './messages.ts';

/** One model call of a session with what it was given and what it said. */
export interface Exchange<T> {
  readonly call: T;
  readonly input: readonly Message[];
  readonly output: readonly Message[];
}

export interface Turn<T> {
  readonly call: T;
  /** What is new since the call that this one continues. */
  readonly asked: readonly Message[];
  readonly answers: readonly Message[];
  /** How many messages were left out because an earlier turn shows them. */
  readonly repeated: number;
}

/** An agent may talk in several threads of one session; so many calls back are looked at for the one that is continued. */
const lookBack = 20;

/** Calls in order of time as a conversation: every call repeats the messages before it, and those are shown once. */
export function turnsOf<T>(exchanges: readonly Exchange<T>[]): Turn<T>[] {
  const histories: (readonly string[])[] = [];
  return exchanges.map(({ call, input, output }) => {
    const keys = input.map(keyOf);
    let repeated = 0;
    for (const history of histories.slice(-lookBack)) {
      let same = 0;
      while (same < keys.length && same < history.length && keys[same] === history[same]) same++;
      repeated = Math.max(repeated, same);
    }
    histories.push([...keys, ...output.map(keyOf)]);
    return { call, asked: input.slice(repeated), answers: output, repeated };
  });
}

/** Providers write the same message a little differently when it comes back: the finish reason is not part of it. */
function keyOf(message: Message): string {
  return JSON.stringify([message.role, message.parts]);
}
