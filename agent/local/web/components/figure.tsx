interface FigureProps {
  readonly label: string;
  readonly value: string;
  readonly unit?: string;
}

/** A number with what it is and what it is counted in. */
export function Figure({ label, value, unit }: FigureProps) {
  return (
    <div class="figure">
      <dt>{label}</dt>
      <dd>
        <span class="value">{value}</span>
        {unit !== undefined && <span class="unit"> {unit}</span>}
      </dd>
    </div>
  );
}
