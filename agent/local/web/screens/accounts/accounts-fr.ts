import type { Role } from "#agent/domain/site/role";
import type { AccountsTexts } from "./accounts-en";

const roles: Readonly<Record<Role, string>> = {
  viewer: "Observateur : regarde",
  operator: "Opérateur : lance et arrête",
  installer: "Installateur : règle",
  owner: "Propriétaire : tout",
};

export const accountsFr: AccountsTexts = {
  roles,
  list: "Qui peut se connecter",
  name: "Compte",
  nameHint: "2 à 32 minuscules, chiffres, points et tirets",
  role: "Rôle",
  password: "Premier mot de passe",
  passwordHint: "À changer à la première connexion",
  mustChange: "doit changer le mot de passe",
  you: "vous",
  add: "Ajouter un compte",
  give: "Enregistrer",
  reset: "Rôle et mot de passe",
  remove: "Retirer",
  removeForGood: "Retirer définitivement",
  keep: "Garder",
  done: "C’est fait.",
  lastOwner: "Le compte du propriétaire reste.",
  ownPassword: "Le propriétaire change ce mot de passe sous « Changer le mot de passe ».",
  tooMany: "Il y a trop de comptes.",
};
