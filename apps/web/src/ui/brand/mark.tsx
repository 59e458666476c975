/** Two parallel strokes with opposite arrow heads: request and response above, the socket below. */
export function Mark({ size = 24 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" fill="none" aria-hidden="true" focusable="false">
      <g strokeWidth="2.25" strokeLinecap="round" strokeLinejoin="round">
        <path stroke="var(--http)" d="M3 8.5h17.5M16 4l4.5 4.5" />
        <path stroke="var(--socket)" d="M21 15.5H3.5M8 20l-4.5-4.5" />
      </g>
    </svg>
  )
}
