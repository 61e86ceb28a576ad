import type { PasswordLack } from "#agent/domain/site/password-rule";

const lacks: Readonly<Record<PasswordLack, string>> = {
  length: "at least 8 characters",
  capital: "a capital letter",
  digit: "a digit",
  special: "a special character",
  tooLong: "at most 128 characters",
  same: "another password than before",
};

export const loginEn = {
  title: "Log in",
  account: "Account",
  password: "Password",
  firstHint: "The first time: account “owner” and the password on the label.",
  logIn: "Log in",
  wrong: "Account or password is wrong.",
  forgotten: "Forgotten the password?",
  back: "Back to the login",
  recoverTitle: "A new password for the owner",
  recoverHow:
    "Press the button on the charger. Then enter within two minutes the PIN of its label and a new password for the account “owner”.",
  pin: "PIN of the label",
  recover: "Set the new password",
  recovered: "The password is set. Log in with it.",
  buttonNeeded: "Press the button on the charger first.",
  wrongPin: "The PIN is wrong.",
  changeTitle: "Choose a password of your own",
  changeWhy: "Your present password was given by somebody else. Choose your own before you go on.",
  current: "Present password",
  next: "New password",
  repeat: "New password once more",
  rule: "At least 8 characters, with a capital letter, a digit and a special character.",
  lacking: (missing: string) => `Still needed: ${missing}.`,
  lacks,
  different: "The two are not the same.",
  change: "Change the password",
  changed: "The password is changed. All other logins of this account have ended.",
  wrongCurrent: "The present password is wrong.",
};
export type LoginTexts = typeof loginEn;
