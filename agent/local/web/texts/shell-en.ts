export const shellEn = {
  waiting: "One moment …",
  skipToContent: "Skip to the content",
  mainMenu: "Main menu",
  language: "Language",
  theme: "Colours",
  themeAuto: "Like the device",
  themeLight: "Light",
  themeDark: "Dark",
  logOut: "Log out",
  changePassword: "Change password",
  notHeard: "The charger cannot be reached. What you see may be old; trying again.",
  insecure:
    "This connection is not encrypted: whoever is on the same network can read along, passwords too. Use the https address where there is one.",
  unreachable: "The charger cannot be reached.",
  failed: "That did not work.",
  rejected: "The charger cannot do that now.",
  wait: (seconds: number) => `Too many attempts. Try again in ${String(seconds)} seconds.`,
  roleNeeded: "Your account may not do that.",
  waitingThere: (count: number) => `${String(count)} waiting`,
};
export type ShellTexts = typeof shellEn;
