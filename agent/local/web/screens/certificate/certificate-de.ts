import type { CertificateTexts } from "./certificate-en";

export const certificateDe: CertificateTexts = {
  kinds: {
    none: "HTTPS ist nicht eingeschaltet.",
    selfMade: "Von der Ladestation selbst gemacht",
    uploaded: "Hochgeladen",
  },
  subject: "Für",
  issuer: "Ausgestellt von",
  validTo: "Gültig bis",
  fingerprint: "Fingerabdruck (SHA-256)",
  fingerprintWhy: "Mit dem vergleichen, was der Browser zeigt.",
  expired: "Das Zertifikat ist abgelaufen. Browser werden vor dieser Seite warnen.",
  expiresSoon: (days) => `Das Zertifikat läuft in ${String(days)} Tagen ab.`,
  own: "Ein eigenes Zertifikat",
  certificate: "Zertifikat (PEM)",
  key: "Privater Schlüssel (PEM)",
  upload: "Dieses Zertifikat verwenden",
  uploaded: "Das Zertifikat gilt ab der nächsten Verbindung.",
  back: "Zurück zum Zertifikat der Ladestation",
  done: "Die Ladestation verwendet ihr eigenes Zertifikat.",
  notPem: "Das ist kein Zertifikat mit Schlüssel in PEM-Form.",
  keyMismatch: "Der Schlüssel gehört nicht zum Zertifikat.",
  alreadyExpired: "Dieses Zertifikat ist schon abgelaufen.",
};
