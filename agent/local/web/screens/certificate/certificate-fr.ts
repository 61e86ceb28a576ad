import type { CertificateTexts } from "./certificate-en";

export const certificateFr: CertificateTexts = {
  kinds: {
    none: "HTTPS n’est pas activé.",
    selfMade: "Fait par la borne elle-même",
    uploaded: "Téléversé",
  },
  subject: "Pour",
  issuer: "Émis par",
  validTo: "Valable jusqu’au",
  fingerprint: "Empreinte (SHA-256)",
  fingerprintWhy: "À comparer avec ce que montre le navigateur.",
  expired: "Le certificat a expiré. Les navigateurs mettront en garde contre cette page.",
  expiresSoon: (days) => `Le certificat expire dans ${String(days)} jours.`,
  own: "Votre propre certificat",
  certificate: "Certificat (PEM)",
  key: "Clé privée (PEM)",
  upload: "Utiliser ce certificat",
  uploaded: "Le certificat sert à partir de la prochaine connexion.",
  back: "Revenir au certificat de la borne",
  done: "La borne utilise son propre certificat.",
  notPem: "Ce n’est pas un certificat avec sa clé au format PEM.",
  keyMismatch: "La clé n’est pas celle du certificat.",
  alreadyExpired: "Ce certificat a déjà expiré.",
};
