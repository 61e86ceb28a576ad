import type { SystemTexts } from "./system-en";

export const systemNl: SystemTexts = {
  reportTitle: "Diagnoserapport",
  reportWhy:
    "Wat iemand op afstand nodig heeft om de fout te vinden. Met de nieuwste regels van het logboek, zonder geheimen en zonder namen van personen.",
  download: "Diagnoserapport downloaden",
  restartTitle: "Herstarten",
  restartWhy: "Laadbeurten eindigen ordelijk en de backend hoort ervan.",
  restart: "Het laadpunt herstarten",
  restartSure: "Nu herstarten",
  configurationTitle: "Configuratie terugzetten",
  configurationWhy:
    "Instellingen worden wat ze bij de installatie waren. Accounts, tags, gebeurtenissen en alle laadgegevens blijven.",
  configuration: "Configuratie terugzetten",
  configurationSure: "Nu alle instellingen terugzetten",
  factoryTitle: "Fabrieksinstellingen",
  factoryWhy:
    "Ook accounts, tags, certificaten, sleutels en gebeurtenissen worden gewist, ook wat de backend gegeven heeft; het wachtwoord van het etiket opent weer het account owner. Laadgegevens blijven.",
  factory: "Naar fabrieksinstellingen",
  decommissionTitle: "Definitief buiten gebruik stellen",
  decommissionWhy:
    "Niemand kan nog laden; accounts, tags, instellingen en sleutels worden gewist. Laadgegevens blijven, en alleen de fabrieksinstellingen leiden terug.",
  decommission: "Buiten gebruik stellen",
  loseUndelivered: "Ook als de backend nog niet alles weet",
  serialNumber: "Serienummer van dit laadpunt",
  password: "Uw wachtwoord",
  keep: "Liever niet",
  done: "Het laadpunt doet het en herstart.",
  charging: "Niet zolang iemand laadt.",
  undelivered: "De backend weet nog niet alles.",
  wrongSerial: "Dat is niet het serienummer van dit laadpunt.",
  wrongPassword: "Het wachtwoord is verkeerd.",
};
