import type { ShellTexts } from "./shell-en";

export const shellNl: ShellTexts = {
  waiting: "Een ogenblik …",
  skipToContent: "Naar de inhoud",
  mainMenu: "Hoofdmenu",
  language: "Taal",
  theme: "Kleuren",
  themeAuto: "Zoals het apparaat",
  themeLight: "Licht",
  themeDark: "Donker",
  logOut: "Afmelden",
  changePassword: "Wachtwoord wijzigen",
  notHeard: "Het laadpunt is niet bereikbaar. Wat u ziet kan verouderd zijn; er wordt opnieuw geprobeerd.",
  insecure:
    "Deze verbinding is niet versleuteld: wie op hetzelfde netwerk zit kan meelezen, ook wachtwoorden. Gebruik het https-adres als dat er is.",
  unreachable: "Het laadpunt is niet bereikbaar.",
  failed: "Dat is niet gelukt.",
  rejected: "Het laadpunt kan dat nu niet.",
  wait: (seconds) => `Te veel pogingen. Probeer het over ${String(seconds)} seconden opnieuw.`,
  roleNeeded: "Uw account mag dat niet.",
  waitingThere: (count) => `${String(count)} open`,
};
