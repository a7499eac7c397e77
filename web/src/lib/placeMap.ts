import type { Span } from './trace.ts';

export type PlaceKind = 'service' | 'workflow' | 'agent' | 'model' | 'embedding' | 'tool' | 'retrieval' | 'guardrail' | 'evaluator' | 'external';

/** Something that calls or is called. */
export interface Place {
  readonly id: string;
  readonly kind: PlaceKind;
  readonly name: string;
  readonly spanCount: number;
  readonly errorCount: number;
  readonly costUsd: number;
}

export interface Call {
  readonly from: string;
  readonly to: string;
  readonly count: number;
  readonly errorCount: number;
  readonly totalUs: number;
  /** Is it no call, but one after the other? */
  readonly next: boolean;
}

export interface ServiceMap {
  readonly places: readonly Place[];
  readonly calls: readonly Call[];
}

export function placeId(kind: PlaceKind, name: string): string {
  return `${kind}:${name}`;
}


/** Collects places and the calls between them. */
export class PlaceMap {
  private readonly places = new Map<string, { id: string; kind: PlaceKind; name: string; spanCount: number; errorCount: number; costUsd: number }>();
  private readonly calls = new Map<string, { from: string; to: string; count: number; errorCount: number; totalUs: number; next: boolean }>();

  see(kind: PlaceKind, name: string, spanCount: number, errorCount: number, costUsd: number): void {
    const id = placeId(kind, name);
    const place = this.places.get(id) ?? { id, kind, name, spanCount: 0, errorCount: 0, costUsd: 0 };
    place.spanCount += spanCount;
    place.errorCount += errorCount;
    place.costUsd += costUsd;
    this.places.set(id, place);
  }

  call(from: string, to: string, span: Span): void {
    this.add(from, to, 1, span.hasError ? 1 : 0, span.endUs - span.startUs);
  }

  add(from: string, to: string, count: number, errorCount: number, totalUs: number, next = false): void {
    const key = `${from}\n${to}\n${next}`;
    const call = this.calls.get(key) ?? { from, to, count: 0, errorCount: 0, totalUs: 0, next };
    call.count += count;
    call.errorCount += errorCount;
    call.totalUs += totalUs;
    this.calls.set(key, call);
  }

  build(): ServiceMap {
    return { places: [...this.places.values()], calls: [...this.calls.values()] };
  }
}
