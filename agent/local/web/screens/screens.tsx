import type { ComponentType } from "preact";
import type { Role } from "#agent/domain/site/role";
import type { Translations } from "../model/page";
import { AccountsScreen } from "./accounts/accounts-screen";
import { BackEndScreen } from "./back-end/back-end-screen";
import { CertificateScreen } from "./certificate/certificate-screen";
import { CommissioningScreen } from "./commissioning/commissioning-screen";
import { EventsScreen } from "./events/events-screen";
import { NowScreen } from "./now/now-screen";
import { SettingsScreen } from "./settings/settings-screen";
import { SystemScreen } from "./system/system-screen";

/** One screen: its place in the address, its name in the menu, and who sees it. */
export interface ScreenEntry {
  /** The page's address is `#/<id>`. */
  readonly id: string;
  readonly title: Translations<string>;
  readonly needs: Role;
  readonly component: ComponentType;
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
    id: "back-end",
    title: { en: "Back end", fr: "Système central", de: "Backend", nl: "Backend" },
    needs: "viewer",
    component: BackEndScreen,
  },
  {
    id: "events",
    title: { en: "Events", fr: "Événements", de: "Ereignisse", nl: "Gebeurtenissen" },
    needs: "viewer",
    component: EventsScreen,
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
    id: "system",
    title: { en: "System", fr: "Système", de: "System", nl: "Systeem" },
    needs: "installer",
    component: SystemScreen,
  },
];
