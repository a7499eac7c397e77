/** Heads of the columns of a tree without a time axis. */
export function TreeHead({ hasUsage }: { readonly hasUsage: boolean }) {
  return (
    <div class="ruler">
      <span class="span-name">Step</span>
      <span class="span-usage">{hasUsage && <span><b>Cost</b><i>Tokens</i></span>}</span>
      <span class="span-times"><span>Starts after</span><b>Duration</b></span>
    </div>
  );
}
