import type { Role } from "#agent/domain/site/role";
import type { Api, Reply } from "./api";
import { Cell } from "./cell";

export interface LoginInfo {
  readonly account: string;
  readonly role: Role;
  readonly mustChangePassword: boolean;
  readonly csrfToken: string;
}

export interface SessionInfo {
  readonly login: LoginInfo | null;
  readonly isSecure: boolean;
  readonly language: string;
}

/** Who has logged in here. Undefined until the charger has been asked. */
export class Session {
  readonly info = new Cell<SessionInfo | undefined>(undefined);
  readonly #api: Api;

  constructor(api: Api) {
    this.#api = api;
    api.onLoggedOut = () => {
      const known = this.info.get();
      if (known !== undefined && known.login !== null) this.info.set({ ...known, login: null });
    };
  }

  async ask(): Promise<void> {
    this.#take(await this.#api.get<SessionInfo>("/api/session"));
  }

  async logIn(account: string, password: string): Promise<Reply<SessionInfo>> {
    return this.#take(await this.#api.send<SessionInfo>("POST", "/api/session", { account, password }));
  }

  async changePassword(current: string, next: string): Promise<Reply<SessionInfo>> {
    return this.#take(await this.#api.send<SessionInfo>("PUT", "/api/session/password", { current, next }));
  }

  recover(pin: string, password: string): Promise<Reply<object>> {
    return this.#api.send("POST", "/api/recovery", { pin, password });
  }

  async logOut(): Promise<void> {
    await this.#api.send("DELETE", "/api/session");
    await this.ask();
  }

  #take(reply: Reply<SessionInfo>): Reply<SessionInfo> {
    if (!reply.ok) return reply;
    this.#api.csrfToken = reply.body.login?.csrfToken ?? "";
    this.info.set(reply.body);
    return reply;
  }
}
