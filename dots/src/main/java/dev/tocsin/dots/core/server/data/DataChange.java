// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server.data;

import dev.tocsin.dots.wire.data.Acl;
import dev.tocsin.dots.wire.data.Alias;
import java.time.Instant;
import java.util.Optional;

/// What the data channel keeps, as it has to be on disk. Each carries the whole value.
public sealed interface DataChange {

  /// Changes with equal keys replace each other.
  record Key(Kind kind, String domain, String cuid, String name) {}

  enum Kind {
    CLIENT,
    ALIAS,
    ACL
  }

  Key key();

  /// @param owner fingerprint of the identity that registered
  /// @param cdid as a gateway of the server's domain gave it
  record PutClient(String domain, String cuid, String owner, Optional<String> cdid)
      implements DataChange {
    @Override
    public Key key() {
      return new Key(Kind.CLIENT, domain, cuid, "");
    }
  }

  record RemoveClient(String domain, String cuid) implements DataChange {
    @Override
    public Key key() {
      return new Key(Kind.CLIENT, domain, cuid, "");
    }
  }

  record PutAlias(String domain, String cuid, Alias alias, Instant expires) implements DataChange {
    @Override
    public Key key() {
      return new Key(Kind.ALIAS, domain, cuid, alias.name());
    }
  }

  record RemoveAlias(String domain, String cuid, String name) implements DataChange {
    @Override
    public Key key() {
      return new Key(Kind.ALIAS, domain, cuid, name);
    }
  }

  /// @param rank its place among the lists of the client
  record PutAcl(String domain, String cuid, long rank, Acl acl, Instant expires)
      implements DataChange {
    @Override
    public Key key() {
      return new Key(Kind.ACL, domain, cuid, acl.name());
    }
  }

  record RemoveAcl(String domain, String cuid, String name) implements DataChange {
    @Override
    public Key key() {
      return new Key(Kind.ACL, domain, cuid, name);
    }
  }
}
