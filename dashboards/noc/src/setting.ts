import { type Language, languages } from "@haidang/contract/text.ts";
import { effect, signal } from "@preact/signals";

export const themes = ["dark", "light"] as const;
export type Theme = (typeof themes)[number];

/** The browser may refuse storage (private windows, policies); then a choice lasts as long as the page. */
function remembered<T extends string>(name: string, allowed: readonly T[]): T | undefined {
  try {
    const value = localStorage.getItem(`haidang.${name}`);
    return allowed.find((choice) => choice === value);
  } catch {
    return undefined;
  }
}

function remember(name: string, value: string): void {
  try {
    localStorage.setItem(`haidang.${name}`, value);
  } catch {
    // see `remembered`
  }
}

export const language = signal<Language>(remembered("language", languages) ?? "vi");
export const theme = signal<Theme>(remembered("theme", themes) ?? systemTheme());

function systemTheme(): Theme {
  return matchMedia("(prefers-color-scheme: light)").matches ? "light" : "dark";
}

export function chooseLanguage(choice: Language): void {
  language.value = choice;
  remember("language", choice);
}

export function chooseTheme(choice: Theme): void {
  theme.value = choice;
  remember("theme", choice);
}

/** Keeps `<html>` in step with the choices, and the theme with the system until one is chosen. */
export function applySettings(): void {
  effect(() => {
    document.documentElement.lang = language.value;
    document.documentElement.dataset["theme"] = theme.value;
  });
  matchMedia("(prefers-color-scheme: light)").addEventListener("change", () => {
    if (remembered("theme", themes) === undefined) theme.value = systemTheme();
  });
}
