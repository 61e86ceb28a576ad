import type { Role } from "#agent/domain/site/role";
import type { AccountsTexts } from "./accounts-en";

const roles: Readonly<Record<Role, string>> = {
  viewer: "Kijker: ziet",
  operator: "Bediener: start en stopt",
  installer: "Installateur: stelt in",
  owner: "Eigenaar: alles",
};

export const accountsNl: AccountsTexts = {
  roles,
  list: "Wie mag inloggen",
  name: "Account",
  nameHint: "2 tot 32 kleine letters, cijfers, punten en streepjes",
  role: "Rol",
  password: "Eerste wachtwoord",
  passwordHint: "Te wijzigen bij de eerste keer inloggen",
  mustChange: "moet het wachtwoord wijzigen",
  you: "u",
  add: "Een account toevoegen",
  give: "Opslaan",
  reset: "Rol en wachtwoord",
  remove: "Verwijderen",
  removeForGood: "Definitief verwijderen",
  keep: "Behouden",
  done: "Gedaan.",
  lastOwner: "Het account van de eigenaar blijft.",
  ownPassword: "De eigenaar wijzigt dit wachtwoord onder “Wachtwoord wijzigen”.",
  tooMany: "Er zijn te veel accounts.",
};
