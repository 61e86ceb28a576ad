import type { Failpoint } from "#hal/core/failpoint";
import type { CsmsConnection, CsmsLink } from "#agent/ports/csms-link";

/** A link that passes named places on the way of each call, for a harness that lets the program die there. */
export function linkWithFailpoints(link: CsmsLink, failpoint: Failpoint): CsmsLink {
  return {
    connect: async (target, handler, abort) => {
      const result = await link.connect(target, handler, abort);
      return result.ok ? { ok: true, connection: watched(result.connection, failpoint) } : result;
    },
  };
}

function watched(connection: CsmsConnection, failpoint: Failpoint): CsmsConnection {
  return {
    subprotocol: connection.subprotocol,
    closed: connection.closed,
    traffic: connection.traffic,
    trustedRoot: connection.trustedRoot,
    isOpen: () => connection.isOpen(),
    close: (code) => connection.close(code),
    call: async (action, payload, timeout) => {
      failpoint("call.leaving", action);
      const answer = connection.call(action, payload, timeout);
      failpoint("call.sent", action);
      const result = await answer;
      failpoint("answer.arrived", action);
      return result;
    },
  };
}
