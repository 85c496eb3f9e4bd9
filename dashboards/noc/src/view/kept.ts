import { useRef } from "preact/hooks";

/** The last value that was not null for a key: what stands on the page while the next is on its way. */
export function useKept<T>(key: string, value: T | null): T | null {
  const kept = useRef<{ key: string; value: T | null }>({ key, value: null });
  if (kept.current.key !== key) kept.current = { key, value: null };
  if (value !== null) kept.current.value = value;
  return kept.current.value;
}
