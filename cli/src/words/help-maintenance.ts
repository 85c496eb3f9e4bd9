import type { Catalogue } from "@haidang/contract/words/words.ts";

const en = {
  "flag.maintenanceMonthly": "each month on these days: 15, last (day), 2-sun (second Sunday), last-fri",
  "maintenance.add.example.monthly": "A carrier's links, the night of each last Saturday and of each 15th",
} as const;

const vi: Record<keyof typeof en, string> = {
  "flag.maintenanceMonthly":
    "hằng tháng vào các ngày này: 15, last (ngày cuối), 2-sun (chủ nhật thứ hai), last-fri",
  "maintenance.add.example.monthly":
    "Mọi đường truyền của nhà mạng, đêm thứ bảy cuối cùng và đêm 15 hằng tháng",
};

/** Help of maintenance that repeats each month. */
export const maintenanceHelp: Catalogue<keyof typeof en> = { en, vi };
