// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.wire.draft;

import dev.tocsin.base.bytes.ByteReader;
import dev.tocsin.base.bytes.ByteWriter;
import dev.tocsin.base.bytes.Bytes;
import dev.tocsin.base.bytes.WireException;
import dev.tocsin.reload.wire.header.Path;
import dev.tocsin.reload.wire.id.Destination;
import dev.tocsin.reload.wire.usage.SipRegistration;
import dev.tocsin.reload.wire.usage.TurnServer;
import dev.tocsin.reload.wire.usage.UserCertificate;
import java.util.ArrayList;
import java.util.List;

/// The contents of the values that usages store. Whatever reads throws a {@link WireException} with
/// what was expected and what came.
public final class DraftUsages {

  // the text gives both the same number.
  private static final int URI = 1;
  private static final int ROUTE = 2;

  private DraftUsages() {}

  public static Bytes write(SipRegistration registration) {
    var out = new ByteWriter();
    switch (registration) {
      case SipRegistration.Uri(var uri) -> Fields.text(out.u8(URI), uri);
      case SipRegistration.Route(var preferences, var route) -> {
        Fields.text(out.u8(ROUTE), preferences);
        Fields.vector16(
            out, () -> route.forEach(entry -> out.bytes(HeaderCodec.id(entry).bytes())));
      }
    }
    return Bytes.owning(out.toArray());
  }

  public static SipRegistration registration(Bytes value) {
    var in = new ByteReader(value.toArray());
    int type = in.u8("type of a registration");
    var registration =
        switch (type) {
          case URI -> new SipRegistration.Uri(Fields.text(in, "URI"));
          case ROUTE ->
              new SipRegistration.Route(
                  Fields.text(in, "preferences"), route(Fields.vector16(in, "route")));
          default -> throw new WireException("a registration is 1 or 2, not " + type);
        };
    in.end("the registration");
    return registration;
  }

  private static List<Destination> route(ByteReader in) {
    var route = new ArrayList<Destination>();
    while (in.hasNext()) route.add(new Destination.Unresolved(Fields.id(in, "entry of the route")));
    // A longer one fits into no header.
    if (route.size() > Path.ENTRIES_MAX) {
      throw new WireException("a route of " + route.size() + " entries");
    }
    return route;
  }

  public static Bytes write(TurnServer server) {
    var out = new ByteWriter().u8(server.iteration());
    AddressCodec.write(out, server.address());
    return Bytes.owning(out.toArray());
  }

  public static TurnServer turnServer(Bytes value) {
    var in = new ByteReader(value.toArray());
    var server = new TurnServer(in.u8("iteration"), AddressCodec.read(in));
    in.end("the TURN server");
    return server;
  }

  public static Bytes write(UserCertificate certificate) {
    return certificate.der();
  }

  public static UserCertificate certificate(Bytes value) {
    if (value.isEmpty()) throw new WireException("a certificate of no bytes");
    return new UserCertificate(value);
  }
}
