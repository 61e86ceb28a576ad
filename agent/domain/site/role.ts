/** Who may do what on the charger's own page; each may do what those before it may. */
export const roles = ["viewer", "operator", "installer", "owner"] as const;
export type Role = (typeof roles)[number];

/** True when somebody of role `has` may do what is for `needed`. */
export function isAtLeast(has: Role, needed: Role): boolean {
  return roles.indexOf(has) >= roles.indexOf(needed);
}

export function isRole(text: string): text is Role {
  return roles.some((role) => role === text);
}
