import type { CertificateTexts } from "./certificate-en";

export const certificateNl: CertificateTexts = {
  kinds: {
    none: "HTTPS is niet ingeschakeld.",
    selfMade: "Door het laadpunt zelf gemaakt",
    uploaded: "Geüpload",
  },
  subject: "Voor",
  issuer: "Uitgegeven door",
  validTo: "Geldig tot",
  fingerprint: "Vingerafdruk (SHA-256)",
  fingerprintWhy: "Vergelijk met wat de browser toont.",
  expired: "Het certificaat is verlopen. Browsers zullen voor deze pagina waarschuwen.",
  expiresSoon: (days) => `Het certificaat verloopt over ${String(days)} dagen.`,
  own: "Een eigen certificaat",
  certificate: "Certificaat (PEM)",
  key: "Privésleutel (PEM)",
  upload: "Dit certificaat gebruiken",
  uploaded: "Het certificaat geldt vanaf de volgende verbinding.",
  back: "Terug naar het certificaat van het laadpunt",
  done: "Het laadpunt gebruikt zijn eigen certificaat.",
  notPem: "Dit is geen certificaat met sleutel in PEM-vorm.",
  keyMismatch: "De sleutel hoort niet bij het certificaat.",
  alreadyExpired: "Dit certificaat is al verlopen.",
};
