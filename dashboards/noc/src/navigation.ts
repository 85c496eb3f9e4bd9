import { signal } from "@preact/signals";
import { type Route, readPath } from "./route.ts";

/** Which page is shown. */
export const route = signal<Route>(readPath(location.pathname));

/** A wall nobody touches: no menus, no scrolling, pages in turn. As long as the window is open. */
export const kiosk = new URLSearchParams(location.search).has("kiosk");

/** Shows a page of ours without loading it anew. */
export function goTo(href: string): void {
  history.pushState(null, "", kiosk ? `${href}?kiosk` : href);
  route.value = readPath(location.pathname);
  scrollTo(0, 0);
  document.getElementById("content")?.focus({ preventScroll: true });
}

/** Links within the page change the view without loading it anew; returns how to stop. */
export function followLinks(): () => void {
  const show = () => {
    route.value = readPath(location.pathname);
  };
  const onClick = (event: MouseEvent) => {
    if (event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    const href = link?.getAttribute("href");
    if (href === null || href === undefined || !href.startsWith("/") || link?.hasAttribute("download"))
      return;
    event.preventDefault();
    goTo(href);
  };
  document.addEventListener("click", onClick);
  addEventListener("popstate", show);
  return () => {
    document.removeEventListener("click", onClick);
    removeEventListener("popstate", show);
  };
}
