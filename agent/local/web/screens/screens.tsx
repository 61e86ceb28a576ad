import type { ComponentType } from "preact";
import type { Role } from "#agent/domain/site/role";
import type { StateTree } from "#agent/domain/site/state-tree";
import type { Translations } from "../model/page";
import { AccessScreen } from "./access/access-screen";
import { AccountsScreen } from "./accounts/accounts-screen";
import { BackEndScreen } from "./back-end/back-end-screen";
import { CertificateScreen } from "./certificate/certificate-screen";
import { CommissioningScreen } from "./commissioning/commissioning-screen";
import { EventsScreen } from "./events/events-screen";
import { FirmwareScreen } from "./firmware/firmware-screen";
import { MailScreen } from "./mail/mail-screen";
import { NowScreen } from "./now/now-screen";
import { TagsScreen } from "./tags/tags-screen";
import { OccupancyScreen } from "./occupancy/occupancy-screen";
import { SessionsScreen } from "./sessions/sessions-screen";
import { SettingsScreen } from "./settings/settings-screen";
import { SystemScreen } from "./system/system-screen";

/** One screen: its place in the address, its name in the menu, and who sees it. */
export interface ScreenEntry {
  /** The page's address is `#/<id>`. */
  readonly id: string;
  readonly title: Translations<string>;
  readonly needs: Role;
  readonly component: ComponentType;
  /** How many things wait there for somebody. */
  readonly waiting?: (state: StateTree) => number;
}

/** Every screen in the order of the menu; the first is where one begins. */
export const screens: readonly ScreenEntry[] = [
  {
    id: "now",
    title: { en: "Charger now", fr: "La borne maintenant", de: "Ladestation jetzt", nl: "Laadpunt nu" },
    needs: "viewer",
    component: NowScreen,
  },
  {
    id: "tags",
    title: { en: "Tags and people", fr: "Badges et personnes", de: "Tags und Personen", nl: "Tags en personen" },
    needs: "operator",
    component: TagsScreen,
  },
  {
    id: "access",
    title: { en: "Access", fr: "Accès", de: "Zugang", nl: "Toegang" },
    needs: "operator",
    component: AccessScreen,
  },
  {
    id: "sessions",
    title: { en: "Sessions", fr: "Sessions", de: "Ladevorgänge", nl: "Sessies" },
    needs: "viewer",
    component: SessionsScreen,
  },
  {
    id: "occupancy",
    title: { en: "Occupancy", fr: "Occupation", de: "Belegung", nl: "Bezetting" },
    needs: "viewer",
    component: OccupancyScreen,
  },
  {
    id: "back-end",
    title: { en: "Back end", fr: "Système central", de: "Backend", nl: "Backend" },
    needs: "viewer",
    component: BackEndScreen,
    waiting: ({ csms }) => csms.deadLetters,
  },
  {
    id: "events",
    title: { en: "Events", fr: "Événements", de: "Ereignisse", nl: "Gebeurtenissen" },
    needs: "viewer",
    component: EventsScreen,
    waiting: ({ openEvents }) => openEvents,
  },
  {
    id: "commissioning",
    title: { en: "Commissioning", fr: "Mise en service", de: "Inbetriebnahme", nl: "Ingebruikname" },
    needs: "installer",
    component: CommissioningScreen,
  },
  {
    id: "settings",
    title: { en: "Settings", fr: "Réglages", de: "Einstellungen", nl: "Instellingen" },
    needs: "installer",
    component: SettingsScreen,
  },
  {
    id: "mail",
    title: { en: "E-mail", fr: "E-mail", de: "E-Mail", nl: "E-mail" },
    needs: "installer",
    component: MailScreen,
  },
  {
    id: "accounts",
    title: { en: "Accounts", fr: "Comptes", de: "Konten", nl: "Accounts" },
    needs: "owner",
    component: AccountsScreen,
  },
  {
    id: "certificate",
    title: { en: "Certificate", fr: "Certificat", de: "Zertifikat", nl: "Certificaat" },
    needs: "viewer",
    component: CertificateScreen,
  },
  {
    id: "firmware",
    title: { en: "Firmware", fr: "Micrologiciel", de: "Firmware", nl: "Firmware" },
    needs: "viewer",
    component: FirmwareScreen,
  },
  {
    id: "system",
    title: { en: "System", fr: "Système", de: "System", nl: "Systeem" },
    needs: "installer",
    component: SystemScreen,
  },
];
