const paths = {
  map: "m2.5 5 5-2 5 2 5-2v12l-5 2-5-2-5 2zM7.5 3v12M12.5 5v12",
  agent: "M6 6h8v8H6zM8 3v3M12 3v3M8 14v3M12 14v3M3 8h3M3 12h3M14 8h3M14 12h3",
  meeting: "M2.5 5.5h10v9h-10zM12.5 9l5-3v8l-5-3",
  rack: "M3 3h14v5.500H3zM3 11.500h14V17H3zM6 5.750h.01M6 14.250h.01M10 5.750h4M10 14.250h4",
  works: "M4 4.5h12v12H4zM4 8.500h12M7.500 2.500v4M12.500 2.500v4",
  report: "M5 2.500h7l3 3v12H5zM8 9h4M8 12h4",
  more: "M3 5.5h14M3 10h14M3 14.5h14",
  search: "M9 3.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11zM13 13l4 4",
} as const;

export function Icon({ name }: { name: keyof typeof paths }) {
  return (
    <svg class="ic" viewBox="0 0 20 20" aria-hidden="true">
      <path d={paths[name]} />
    </svg>
  );
}

export function Beacon() {
  return (
    <svg class="beacon" viewBox="0 0 32 32" aria-hidden="true">
      <path class="beam faint" d="M17.5 9.5 31 5.5v9.5z" />
      <path class="tower" d="M12.5 13h7l2 15h-11z" />
      <path class="stripes" d="M12 19.5h8.3M11.4 24h9.5" />
      <rect class="beam" x="12" y="7" width="8" height="5" rx="1" />
      <path class="tower" d="M11 7 16 2.5 21 7z" />
      <path class="ground" d="M7 29.5h18" />
    </svg>
  );
}
