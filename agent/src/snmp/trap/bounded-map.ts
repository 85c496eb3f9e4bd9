/** Remembers the `most` last written. */
export interface BoundedMap<T> {
  get(key: string): T | undefined;
  set(key: string, value: T): void;
}

export function boundedMap<T>(most: number): BoundedMap<T> {
  const map = new Map<string, T>();
  return {
    get: (key) => map.get(key),
    set(key, value) {
      map.delete(key);
      map.set(key, value);
      const oldest = map.keys().next();
      if (map.size > most && oldest.done !== true) map.delete(oldest.value);
    },
  };
}
