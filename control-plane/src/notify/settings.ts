import type { Calendar } from "@haidang/contract/calendar.ts";
import { type Channel, type ChannelKind, personalChannels } from "@haidang/contract/channel.ts";
import { type Contact, type NotifyRoute, type Roster, routeSchema } from "@haidang/contract/notify.ts";
import type { Inventory } from "@haidang/contract/object.ts";

/** What the inventory says of telling, by id. */
export interface NotifySettings {
  contacts: ReadonlyMap<string, Contact>;
  rosters: ReadonlyMap<string, Roster>;
  channels: ReadonlyMap<string, Channel>;
  calendars: ReadonlyMap<string, Calendar>;
  /** In the order they are gone through. */
  routes: readonly NotifyRoute[];
  /** A unit's parent. */
  parents: ReadonlyMap<string, string>;
}

/** Stands in while the inventory has channels and no routes: a channel nobody routed to would tell nobody. */
export const defaultRouteId = "default";

export function notifySettings(inventory: Inventory): NotifySettings {
  const byId = <T extends { id: string }>(list: readonly T[]) => new Map(list.map((item) => [item.id, item]));
  return {
    contacts: byId(inventory.contacts),
    rosters: byId(inventory.rosters),
    channels: byId(inventory.channels),
    calendars: byId(inventory.calendars),
    routes: inventory.routes.length > 0 ? inventory.routes : defaultRoutes(inventory.channels),
    parents: new Map(
      inventory.units.flatMap(({ id, parent }): [string, string][] =>
        parent === undefined ? [] : [[id, parent]],
      ),
    ),
  };
}

/** Everything from minor on, to each channel that is a place itself. */
function defaultRoutes(channels: readonly Channel[]): NotifyRoute[] {
  const to = channels.filter(({ kind }) => !isPersonal(kind)).map(({ id }) => ({ channel: id }));
  if (to.length === 0) return [];
  return [routeSchema.parse({ id: defaultRouteId, when: { severity: "minor" }, to: to.slice(0, 20) })];
}

/** The channel needs somebody to go to. */
export function isPersonal(kind: ChannelKind): boolean {
  return personalChannels.some((personal) => personal === kind);
}

/** Where a channel of a kind reaches somebody; undefined when the contact has no such address. */
export function addressOf(kind: ChannelKind, contact: Contact): string | undefined {
  switch (kind) {
    case "email":
      return contact.email;
    case "sms":
    case "zalo":
    case "gsm":
      return contact.phone;
    case "telegram":
      return contact.telegram;
    default:
      return undefined;
  }
}
