// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.wire.message;

import dev.tocsin.base.bytes.Bytes;
import dev.tocsin.reload.wire.data.KindQuery;
import dev.tocsin.reload.wire.data.KindValues;
import dev.tocsin.reload.wire.id.Id;
import java.util.List;

/// What a peer asks of another. The draft's names are in brackets where they differ.
public sealed interface Request {

  /// Who are you, and what do you hold? \[PING\]
  record Probe(List<ProbeInfo.Topic> wanted) implements Request {
    public Probe {
      wanted = List.copyOf(wanted);
    }
  }

  /// Form a link with me.
  record Connect(ConnectData data) implements Request {}

  /// Here is something for your application.
  ///
  /// @param application its port number, 0 to 65535
  record Tunnel(int application, String dialog, Bytes content) implements Request {
    public Tunnel {
      if (application < 0 || application > 0xffff) {
        throw new IllegalArgumentException("application " + application);
      }
    }
  }

  /// Keep these values at this place.
  record Store(Id resource, List<KindValues> kinds) implements Request {
    public Store {
      kinds = List.copyOf(kinds);
    }
  }

  /// Give me these values.
  record Fetch(Id resource, List<KindQuery> kinds) implements Request {
    public Fetch {
      kinds = List.copyOf(kinds);
    }
  }

  /// Keep these values no longer.
  record Remove(Id resource, List<KindQuery> kinds) implements Request {
    public Remove {
      kinds = List.copyOf(kinds);
    }
  }

  /// Where near this place do you hold values of these kinds?
  record Find(Id resource, List<Long> kinds) implements Request {
    public Find {
      kinds = List.copyOf(kinds);
    }
  }

  /// Let me in.
  ///
  /// @param data of the topology plug-in
  record Join(Id peer, Bytes data) implements Request {}

  /// I am going.
  ///
  /// @param data of the topology plug-in
  record Leave(Id peer, Bytes data) implements Request {}

  /// What I know of the ring.
  ///
  /// @param data of the topology plug-in
  record Update(Bytes data) implements Request {}

  default Method method() {
    return switch (this) {
      case Probe _ -> Method.PROBE;
      case Connect _ -> Method.CONNECT;
      case Tunnel _ -> Method.TUNNEL;
      case Store _ -> Method.STORE;
      case Fetch _ -> Method.FETCH;
      case Remove _ -> Method.REMOVE;
      case Find _ -> Method.FIND;
      case Join _ -> Method.JOIN;
      case Leave _ -> Method.LEAVE;
      case Update _ -> Method.UPDATE;
    };
  }
}
