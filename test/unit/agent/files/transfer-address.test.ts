import { describe, expect, it } from "vitest";
import { readAddress, tellable } from "#agent/files/transfer-address";

const read = (location: string) => {
  const address = readAddress(location);
  if (!address.ok) throw new TypeError(address.reason.detail);
  return address.value;
};

describe("reading a location of GetDiagnostics, GetLog or UpdateFirmware", () => {
  it("takes user name, password and path apart and decodes them", () => {
    expect(read("ftp://us%40er:p%3Ass%2Fw@files.example:2121/a%20b/c.gz")).toMatchObject({
      protocol: "FTP",
      host: "files.example",
      port: 2121,
      user: "us@er",
      password: "p:ss/w",
      path: "/a b/c.gz",
    });
  });

  it.each([
    ["http://h/x", "HTTP", 80],
    ["HTTPS://h/x", "HTTPS", 443],
    ["ftp://h/x", "FTP", 21],
    ["ftps://h/x", "FTPS", 21],
    ["sftp://h/x", "SFTP", 22],
  ] as const)("knows the port of %s", (location, protocol, port) => {
    expect(read(location)).toMatchObject({ protocol, port });
  });

  it.each(["http://[::1]:8080/x", "sftp://[::1]:8080/x"])("knows IPv6 hosts: %s", (location) => {
    expect(read(location)).toMatchObject({ host: "::1", port: 8080 });
  });

  it("keeps the query for HTTP and shows it to nobody, because signed addresses have their secret there", () => {
    const { target, shown } = read("https://u:p@h.example/a/b?signature=abc");
    expect({ target, shown }).toEqual({ target: "/a/b?signature=abc", shown: "https://h.example/a/b" });
  });

  it.each(["file:///etc/shadow", "gopher://h/", "data:text/plain,x", "ldap://h/", "javascript:alert(1)", "smb://h/x"])(
    "does not speak %s",
    (location) => {
      expect(readAddress(location)).toMatchObject({ ok: false, reason: { kind: "notOffered", isFinal: true } });
    },
  );

  it.each([
    "",
    "no address",
    "ftp://",
    "ftp://h:0/",
    "ftp://h:99999/",
    "ftp://h/a%0d%0aDELE%20b",
    "ftp://u%0aser@h/",
    "ftp://h/%00",
    "ftp://h/a\nb",
    "ftp://h/%zz",
    `ftp://h/${"a".repeat(3000)}`,
  ])("refuses %j for good", (location) => {
    expect(readAddress(location)).toMatchObject({ ok: false, reason: { kind: "badAddress", isFinal: true } });
  });

  it("tells no password and no line ends", () => {
    const address = read("ftp://user:p%40ss@h/x");
    const text = tellable(address, "530 user@h p@ss p%40ss ftp://other:one@h/\r\nnext\u001b[31m");
    expect(text).not.toMatch(/p@ss|p%40ss|other|user@|[\r\n\u001b]/);
  });
});
