/** Figures as people of each language write them; reports write them the same. */
export * from "@haidang/contract/words/figure.ts";
