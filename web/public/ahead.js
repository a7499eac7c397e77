// Asks for the trace that the address names while the page itself is still on its way; api/trace.ts takes the answer over.
{
  const traceId = /^#\/traces?\/([0-9a-f]{1,32})(?:[?/]|$)/i.exec(location.hash)?.[1]?.toLowerCase();
  if (traceId) {
    const read = async () => {
      const response = await fetch(new URL(`api/tta/v1/traces/${traceId}`, document.baseURI), { headers: { Accept: 'application/json' } });
      return { status: response.status, statusText: response.statusText, body: await response.text() };
    };
    const answer = read();
    answer.catch(() => undefined); // Whoever takes the answer over is told.
    window.traceAhead = { traceId, answer };
  }
}
