import type { Language } from "#agent/domain/site/site-settings";

/** The words of letters; what is in them is in the attached report, or is a machine's word. */
export interface MailWords {
  readonly reportSubject: (charger: string, from: string, to: string) => string;
  readonly reportText: (charger: string, from: string, to: string) => string;
  readonly testSubject: (charger: string) => string;
  readonly testText: (charger: string) => string;
  readonly alarmSubject: (charger: string, count: number) => string;
  readonly alarmText: (charger: string, lines: string) => string;
  readonly outlet: (evse: number) => string;
}

export const mailWords: Readonly<Record<Language, MailWords>> = {
  en: {
    reportSubject: (charger, from, to) => `${charger}: charging sessions ${from} to ${to}`,
    reportText: (charger, from, to) => `The charging sessions of ${charger} from ${from} to ${to} are attached.`,
    testSubject: (charger) => `${charger}: test`,
    testText: (charger) => `This is a test. ${charger} can send mail.`,
    alarmSubject: (charger, count) => `${charger}: ${count === 1 ? "an alarm" : `${String(count)} alarms`}`,
    alarmText: (charger, lines) =>
      `${charger} reports:\n\n${lines}\n\nThey stay open until somebody acknowledges them on the charger’s page.`,
    outlet: (evse) => `outlet ${String(evse)}`,
  },
  fr: {
    reportSubject: (charger, from, to) => `${charger} : sessions de charge du ${from} au ${to}`,
    reportText: (charger, from, to) =>
      `Vous trouverez ci-joint les sessions de charge de ${charger} du ${from} au ${to}.`,
    testSubject: (charger) => `${charger} : essai`,
    testText: (charger) => `Ceci est un essai. ${charger} peut envoyer des e-mails.`,
    alarmSubject: (charger, count) => `${charger} : ${count === 1 ? "une alarme" : `${String(count)} alarmes`}`,
    alarmText: (charger, lines) =>
      `${charger} signale :\n\n${lines}\n\nElles restent ouvertes jusqu’à ce que quelqu’un les acquitte sur la page de la borne.`,
    outlet: (evse) => `prise ${String(evse)}`,
  },
  de: {
    reportSubject: (charger, from, to) => `${charger}: Ladevorgänge vom ${from} bis ${to}`,
    reportText: (charger, from, to) => `Im Anhang sind die Ladevorgänge von ${charger} vom ${from} bis ${to}.`,
    testSubject: (charger) => `${charger}: Test`,
    testText: (charger) => `Dies ist ein Test. ${charger} kann E-Mails senden.`,
    alarmSubject: (charger, count) => `${charger}: ${count === 1 ? "ein Alarm" : `${String(count)} Alarme`}`,
    alarmText: (charger, lines) =>
      `${charger} meldet:\n\n${lines}\n\nSie bleiben offen, bis jemand sie auf der Seite der Ladestation bestätigt.`,
    outlet: (evse) => `Ladepunkt ${String(evse)}`,
  },
  nl: {
    reportSubject: (charger, from, to) => `${charger}: laadsessies van ${from} tot en met ${to}`,
    reportText: (charger, from, to) =>
      `In de bijlage staan de laadsessies van ${charger} van ${from} tot en met ${to}.`,
    testSubject: (charger) => `${charger}: test`,
    testText: (charger) => `Dit is een test. ${charger} kan e-mail versturen.`,
    alarmSubject: (charger, count) => `${charger}: ${count === 1 ? "een alarm" : `${String(count)} alarmen`}`,
    alarmText: (charger, lines) =>
      `${charger} meldt:\n\n${lines}\n\nZe blijven open tot iemand ze op de pagina van het laadpunt bevestigt.`,
    outlet: (evse) => `laadpunt ${String(evse)}`,
  },
};
