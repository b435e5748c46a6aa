// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli.reload.json;

import dev.tocsin.base.bytes.Bytes;
import dev.tocsin.base.bytes.WireException;
import dev.tocsin.reload.wire.header.PeerAddress;
import dev.tocsin.reload.wire.id.Destination;
import dev.tocsin.reload.wire.usage.SipRegistration;
import dev.tocsin.reload.wire.usage.TurnServer;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What the values of the standard kinds mean, and the parts that headers have in common with them.
final class UsageJson {

  private static final int PORT_MAX = 0xffff;
  private static final int BYTE_MAX = 0xff;

  private UsageJson() {}

  static Map<String, Object> write(SipRegistration registration) {
    return switch (registration) {
      case SipRegistration.Uri(var uri) -> Map.of("uri", uri);
      case SipRegistration.Route(var preferences, var route) -> {
        var json = new LinkedHashMap<String, Object>();
        json.put("preferences", preferences);
        json.put("route", route(route));
        yield json;
      }
    };
  }

  static SipRegistration registration(Members in) {
    boolean isUri = in.has("uri");
    var registration =
        isUri
            ? new SipRegistration.Uri(in.text("uri"))
            : new SipRegistration.Route(in.text("preferences"), in.route("route"));
    in.end();
    return registration;
  }

  static Map<String, Object> write(TurnServer server) {
    var json = new LinkedHashMap<String, Object>();
    json.put("iteration", server.iteration());
    write(json, server.address());
    return json;
  }

  static TurnServer turnServer(Members in) {
    var server = new TurnServer((int) in.number("iteration", 1, BYTE_MAX), address(in));
    in.end();
    return server;
  }

  static void write(Map<String, Object> json, PeerAddress address) {
    try {
      var literal = InetAddress.getByAddress(address.address().toArray()).getHostAddress();
      json.put("address", literal);
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
    json.put("port", address.port());
  }

  static PeerAddress address(Members in) {
    try {
      // An IPv6 address that carries an IPv4 one would become that.
      var literal = in.text("address");
      var bytes = Bytes.owning(InetAddress.ofLiteral(literal).getAddress());
      return new PeerAddress(bytes, (int) in.number("port", 0, PORT_MAX));
    } catch (IllegalArgumentException e) {
      throw new WireException(in.at("address") + ": expected an address", e);
    }
  }

  static List<String> route(List<Destination> route) {
    return route.stream().map(UsageJson::entry).toList();
  }

  private static String entry(Destination entry) {
    return switch (entry) {
      case Destination.Unresolved(var id) -> id.toString();
      case Destination.Peer(var id) -> id.toString();
      case Destination.Resource(var id) -> id.toString();
      case Destination.Opaque(var value) -> value.hex();
    };
  }
}
