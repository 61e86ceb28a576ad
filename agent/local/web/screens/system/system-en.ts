export const systemEn = {
  reportTitle: "Debug report",
  reportWhy:
    "What somebody far away needs to find out what is wrong. The newest lines of the log are in it, no secrets and no names of people.",
  download: "Download the debug report",
  restartTitle: "Restart",
  restartWhy: "Charges end in order and the back end hears of it.",
  restart: "Restart the charger",
  restartSure: "Restart now",
  configurationTitle: "Reset the configuration",
  configurationWhy:
    "Settings become what they were at installation. Accounts, tags, events and all records of charges stay.",
  configuration: "Reset the configuration",
  configurationSure: "Reset all settings now",
  factoryTitle: "Factory reset",
  factoryWhy:
    "Also accounts, tags, certificates, keys and events are deleted, also those that the back end has given; the label’s password opens the account owner again. Records of charges stay.",
  factory: "Factory reset",
  decommissionTitle: "Take out of use for good",
  decommissionWhy:
    "Nobody can charge any more; accounts, tags, settings and keys are deleted. Records of charges stay, and only a factory reset leads back.",
  decommission: "Take out of use",
  loseUndelivered: "Even if the back end has not been told everything",
  serialNumber: "Serial number of this charger",
  password: "Your password",
  keep: "Rather not",
  done: "The charger does it and restarts.",
  charging: "Not while somebody charges.",
  undelivered: "The back end has not been told everything yet.",
  wrongSerial: "That is not the serial number of this charger.",
  wrongPassword: "The password is wrong.",
};
export type SystemTexts = typeof systemEn;
