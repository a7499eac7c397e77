import { colourVariable } from '../lib/palette.ts';

export interface SparklineProps {
  readonly values: readonly (number | null)[];
  readonly colour: number;
  readonly label: string;
}

/** A line without axes, for shape only. */
export function Sparkline({ values, colour, label }: SparklineProps) {
  const max = Math.max(0, ...values.map((value) => value ?? 0));
  if (max === 0 || values.length < 2) return <svg class="sparkline" viewBox="0 0 100 24" aria-hidden="true"><path d="M0 23H100" /></svg>;
  const step = 100 / (values.length - 1);
  const points = values.map((value, index) => `${(index * step).toFixed(2)} ${(23 - ((value ?? 0) / max) * 21).toFixed(2)}`);
  return (
    <svg class="sparkline" viewBox="0 0 100 24" preserveAspectRatio="none" role="img" aria-label={label} style={{ color: colourVariable(colour) }}>
      <path class="sparkline-area" d={`M0 24L${points.join('L')}L100 24Z`} />
      <path class="sparkline-line" d={`M${points.join('L')}`} vector-effect="non-scaling-stroke" />
    </svg>
  );
}
