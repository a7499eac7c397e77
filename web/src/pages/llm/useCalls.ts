import { fetchLlmCalls } from '../../api/tta.ts';
import { shownWindow } from '../../app/live.ts';
import { useResource } from '../../app/useResource.ts';

/** As many calls as the server gives at once: sums over more need a narrower range, and the page says so. */
export const mostCalls = 5000;

/** All model calls of the range that the page shows, newest first. */
export function useCalls() {
  const { startMs, endMs } = shownWindow.value;
  return useResource(`${startMs}/${endMs}`, async (abort) => ({ ...(await fetchLlmCalls({ startMs, endMs, limit: mostCalls }, abort)), startMs, endMs }), 'all calls');
}
