import type { Role } from "#agent/domain/site/role";
import type { AccountsTexts } from "./accounts-en";

const roles: Readonly<Record<Role, string>> = {
  viewer: "Betrachter: sieht",
  operator: "Bediener: startet und stoppt",
  installer: "Installateur: richtet ein",
  owner: "Besitzer: alles",
};

export const accountsDe: AccountsTexts = {
  roles,
  list: "Wer sich anmelden darf",
  name: "Konto",
  nameHint: "2 bis 32 Kleinbuchstaben, Ziffern, Punkte und Striche",
  role: "Rolle",
  password: "Erstes Passwort",
  passwordHint: "Bei der ersten Anmeldung zu ändern",
  mustChange: "muss das Passwort ändern",
  you: "Sie",
  add: "Ein Konto hinzufügen",
  give: "Speichern",
  reset: "Rolle und Passwort",
  remove: "Entfernen",
  removeForGood: "Endgültig entfernen",
  keep: "Behalten",
  done: "Erledigt.",
  lastOwner: "Das Konto des Besitzers bleibt.",
  ownPassword: "Dieses Passwort ändert der Besitzer unter „Passwort ändern“.",
  tooMany: "Es gibt zu viele Konten.",
};
