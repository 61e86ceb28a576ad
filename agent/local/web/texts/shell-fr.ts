import type { ShellTexts } from "./shell-en";

export const shellFr: ShellTexts = {
  waiting: "Un instant …",
  skipToContent: "Aller au contenu",
  mainMenu: "Menu principal",
  language: "Langue",
  theme: "Couleurs",
  themeAuto: "Comme l’appareil",
  themeLight: "Clair",
  themeDark: "Sombre",
  logOut: "Se déconnecter",
  changePassword: "Changer le mot de passe",
  notHeard: "La borne est injoignable. Les données affichées peuvent dater ; nouvel essai en cours.",
  insecure:
    "Cette connexion n’est pas chiffrée : toute personne sur le même réseau peut lire les échanges, mots de passe compris. Utilisez l’adresse https si elle existe.",
  unreachable: "La borne est injoignable.",
  failed: "Cela n’a pas fonctionné.",
  rejected: "La borne ne peut pas le faire maintenant.",
  wait: (seconds) => `Trop d’essais. Réessayez dans ${String(seconds)} secondes.`,
  roleNeeded: "Votre compte n’en a pas le droit.",
  waitingThere: (count) => `${String(count)} en attente`,
};
