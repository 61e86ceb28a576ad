import type { Role } from "#agent/domain/site/role";

const roles: Readonly<Record<Role, string>> = {
  viewer: "Viewer: sees",
  operator: "Operator: starts and stops",
  installer: "Installer: sets up",
  owner: "Owner: everything",
};

export const accountsEn = {
  roles,
  list: "Who may log in",
  name: "Account",
  nameHint: "2 to 32 small letters, digits, dots and dashes",
  role: "Role",
  password: "First password",
  passwordHint: "To be changed at the first login",
  mustChange: "has to change the password",
  you: "you",
  add: "Add an account",
  give: "Save",
  reset: "Role and password",
  remove: "Remove",
  removeForGood: "Remove for good",
  keep: "Keep",
  done: "Done.",
  lastOwner: "The owner’s account stays.",
  ownPassword: "The owner changes that password under “Change password”.",
  tooMany: "There are too many accounts.",
};
export type AccountsTexts = typeof accountsEn;
