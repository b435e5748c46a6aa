// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.store;

import dev.tocsin.base.bytes.WireException;
import dev.tocsin.dots.core.server.data.DataChange;
import dev.tocsin.dots.core.server.data.DataChange.PutAcl;
import dev.tocsin.dots.core.server.data.DataChange.PutAlias;
import dev.tocsin.dots.core.server.data.DataChange.PutClient;
import dev.tocsin.dots.core.server.data.DataChange.RemoveAcl;
import dev.tocsin.dots.core.server.data.DataChange.RemoveAlias;
import dev.tocsin.dots.core.server.data.DataChange.RemoveClient;
import dev.tocsin.dots.wire.data.Acl;
import dev.tocsin.dots.wire.data.Alias;
import dev.tocsin.dots.wire.data.json.DataLimits;
import dev.tocsin.dots.wire.data.json.DataRequestCodec;
import dev.tocsin.dots.wire.data.rest.DataBody;
import dev.tocsin.dots.wire.data.rest.DataPath;
import dev.tocsin.dots.wire.data.rest.DataRequest;
import dev.tocsin.dots.wire.data.rest.DataTarget;
import java.util.Optional;

/// Changes of the data channel as fields. Aliases and lists stand there as the JSON of RFC 8783, as
/// if they were put once more.
final class DataChangeFields {

  private static final int PUT_CLIENT = 0;
  private static final int REMOVE_CLIENT = 1;
  private static final int PUT_ALIAS = 2;
  private static final int REMOVE_ALIAS = 3;
  private static final int PUT_ACL = 4;
  private static final int REMOVE_ACL = 5;

  private static final DataPath PATHS = new DataPath(DataPath.DEFAULT_ROOT);
  // What grew by single entries may be larger than a request.
  private static final DataRequestCodec JSON = new DataRequestCodec(PATHS, DataLimits.ANSWER);

  private DataChangeFields() {}

  static void write(FieldWriter out, DataChange change) {
    var key = change.key();
    switch (change) {
      case PutClient put -> head(out, PUT_CLIENT, key).text(put.owner()).optionalText(put.cdid());
      case RemoveClient _ -> head(out, REMOVE_CLIENT, key);
      case PutAlias put -> {
        var target = new DataTarget.Alias(put.cuid(), put.alias().name());
        head(out, PUT_ALIAS, key)
            .instant(put.expires())
            .text(put.alias().name())
            .bytes(json(target, new DataBody.Alias(put.alias())));
      }
      case RemoveAlias _ -> head(out, REMOVE_ALIAS, key).text(key.name());
      case PutAcl put -> {
        var target = new DataTarget.Acl(put.cuid(), put.acl().name());
        head(out, PUT_ACL, key)
            .integer(put.rank())
            .instant(put.expires())
            .text(put.acl().name())
            .bytes(json(target, new DataBody.Acl(put.acl())));
      }
      case RemoveAcl _ -> head(out, REMOVE_ACL, key).text(key.name());
    }
  }

  private static FieldWriter head(FieldWriter out, int kind, DataChange.Key key) {
    return out.integer(kind).text(key.domain()).text(key.cuid());
  }

  private static byte[] json(DataTarget target, DataBody body) {
    return JSON.writeBody(new DataRequest.Replace(target, body, Optional.empty()));
  }

  static DataChange read(FieldReader in) {
    int kind = in.small(Integer.MAX_VALUE);
    var domain = in.text();
    var cuid = in.text();
    return switch (kind) {
      case PUT_CLIENT -> new PutClient(domain, cuid, in.text(), in.optionalText());
      case REMOVE_CLIENT -> new RemoveClient(domain, cuid);
      case PUT_ALIAS -> {
        var expires = in.instant();
        yield new PutAlias(domain, cuid, alias(cuid, in.text(), bytes(in)), expires);
      }
      case REMOVE_ALIAS -> new RemoveAlias(domain, cuid, in.text());
      case PUT_ACL -> {
        long rank = in.integer();
        var expires = in.instant();
        yield new PutAcl(domain, cuid, rank, acl(cuid, in.text(), bytes(in)), expires);
      }
      case REMOVE_ACL -> new RemoveAcl(domain, cuid, in.text());
      default -> throw new WireException("an unknown kind of change of the data channel: " + kind);
    };
  }

  private static byte[] bytes(FieldReader in) {
    return in.bytes(DataLimits.ANSWER.bytesMax());
  }

  private static Alias alias(String cuid, String name, byte[] json) {
    if (body(new DataTarget.Alias(cuid, name), json) instanceof DataBody.Alias(var alias)) {
      return alias;
    }
    throw new WireException("the body of an alias holds something else");
  }

  private static Acl acl(String cuid, String name, byte[] json) {
    if (body(new DataTarget.Acl(cuid, name), json) instanceof DataBody.Acl(var acl)) return acl;
    throw new WireException("the body of an access control list holds something else");
  }

  private static DataBody body(DataTarget target, byte[] json) {
    var request = JSON.read("PUT", PATHS.write(target), Optional.empty(), json);
    if (request instanceof DataRequest.Replace(_, var body, _)) return body;
    throw new WireException("a stored entry reads as " + request);
  }
}
