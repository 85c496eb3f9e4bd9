/** Patterns that ribbons are filled with, once a page: shapes alone must tell states apart. */
export function Hatches() {
  return (
    <svg class="defs" width="0" height="0" aria-hidden="true">
      <defs>
        <pattern
          id="hatch-unk"
          width="6"
          height="6"
          patternUnits="userSpaceOnUse"
          patternTransform="rotate(45)"
        >
          <rect class="h-unk-ground" width="6" height="6" />
          <path class="h-unk-line" d="M0 0v6" />
        </pattern>
        <pattern
          id="hatch-mnt"
          width="6"
          height="6"
          patternUnits="userSpaceOnUse"
          patternTransform="rotate(-45)"
        >
          <rect class="h-mnt-ground" width="6" height="6" />
          <path class="h-mnt-line" d="M0 0v6" />
        </pattern>
        <pattern
          id="hatch-down"
          width="5"
          height="5"
          patternUnits="userSpaceOnUse"
          patternTransform="rotate(45)"
        >
          <rect class="h-down-ground" width="5" height="5" />
          <path class="h-down-line" d="M0 0v5" />
        </pattern>
      </defs>
    </svg>
  );
}
