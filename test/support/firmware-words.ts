/** What a signed update tells on its way, where nothing goes wrong. */
export const signedUpdateWords = [
  "Downloading",
  "Downloaded",
  "SignatureVerified",
  "Installing",
  "InstallRebooting",
  "Installed",
] as const;
