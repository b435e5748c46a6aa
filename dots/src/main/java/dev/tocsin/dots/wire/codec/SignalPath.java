// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire.codec;

import dev.tocsin.base.bytes.WireException;
import dev.tocsin.dots.wire.RefusedException;
import dev.tocsin.dots.wire.ResponseCode;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/// The Uri-Path of a signal channel request (RFC 9132 §4.2): a resource under `/.well-known/dots`,
/// then `name=value` segments in the order that the RFC fixes.
sealed interface SignalPath {

  /// `mitigate[/cdid=]/cuid=[/mid=]`; the cdid is not kept.
  record Mitigate(String cuid, OptionalLong mid) implements SignalPath {}

  /// `config[/sid=]`
  record Config(OptionalLong sid) implements SignalPath {}

  /// `hb`
  record Heartbeat() implements SignalPath {}

  /// The resources of RFC 9132 §4.2.
  enum Resource {
    MITIGATE("mitigate"),
    CONFIG("config"),
    HEARTBEAT("hb");

    private final String segment;

    Resource(String segment) {
      this.segment = segment;
    }
  }

  String ROOT = ".well-known";
  String DOTS = "dots";

  /// Finds the resource; the parameters behind it are read by {@link #read}.
  ///
  /// @throws RefusedException 4.04
  static Resource resource(List<String> segments) {
    if (segments.size() >= 3 && segments.get(0).equals(ROOT) && segments.get(1).equals(DOTS)) {
      for (var resource : Resource.values()) {
        if (resource.segment.equals(segments.get(2))) return resource;
      }
      switch (segments.get(2)) {
        case "tm-setup", "tm", "redirect" ->
            throw notFound("/.well-known/dots/" + segments.get(2) + " is not served yet");
        default -> {}
      }
    }
    throw notFound("there is only /.well-known/dots/mitigate, config and hb here");
  }

  static SignalPath read(Resource resource, List<String> segments) {
    var parameters = new Parameters(segments.subList(3, segments.size()));
    SignalPath path =
        switch (resource) {
          case MITIGATE -> {
            // RFC 9132 §4.4.1.2: 'cdid' stands before 'cuid'; one from a client is ignored.
            parameters.take("cdid");
            yield new Mitigate(parameters.cuid(), parameters.number("mid"));
          }
          case CONFIG -> new Config(parameters.number("sid"));
          case HEARTBEAT -> new Heartbeat();
        };
    parameters.end();
    return path;
  }

  default List<String> segments() {
    var segments = new ArrayList<String>(5);
    segments.add(ROOT);
    segments.add(DOTS);
    switch (this) {
      case Mitigate(var cuid, var mid) -> {
        segments.add(Resource.MITIGATE.segment);
        segments.add("cuid=" + cuid);
        mid.ifPresent(number -> segments.add("mid=" + number));
      }
      case Config(var sid) -> {
        segments.add(Resource.CONFIG.segment);
        sid.ifPresent(number -> segments.add("sid=" + number));
      }
      case Heartbeat() -> segments.add(Resource.HEARTBEAT.segment);
    }
    return segments;
  }

  private static RefusedException notFound(String reason) {
    return new RefusedException(ResponseCode.NOT_FOUND, reason);
  }

  /// Takes `name=value` segments one after the other.
  final class Parameters {

    private static final long UINT32_MAX = 0xFFFF_FFFFL;
    private static final int DIGITS_MAX = 10;

    private final List<String> segments;
    private int next;

    private Parameters(List<String> segments) {
      this.segments = segments;
    }

    private String cuid() {
      String cuid = take("cuid");
      if (cuid.isEmpty()) throw new WireException("expected cuid= in the path" + found());
      boolean visible = cuid.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '/');
      if (!visible || cuid.length() > Limits.CUID_CHARS_MAX) {
        throw new WireException("the cuid is not up to 250 visible ASCII characters");
      }
      return cuid;
    }

    private OptionalLong number(String name) {
      String digits = take(name);
      if (digits.isEmpty()) return OptionalLong.empty();
      boolean numeric = digits.chars().allMatch(c -> c >= '0' && c <= '9');
      long number = numeric && digits.length() <= DIGITS_MAX ? Long.parseLong(digits) : -1;
      if (number < 0 || number > UINT32_MAX) {
        throw new WireException(name + " in the path is not a number up to 4294967295");
      }
      return OptionalLong.of(number);
    }

    /// @return empty if the next segment has another name
    private String take(String name) {
      if (next == segments.size()) return "";
      String segment = segments.get(next);
      if (!segment.startsWith(name)) return "";
      if (segment.length() == name.length() || segment.charAt(name.length()) != '=') return "";
      // RFC 9132 §4.4.1.1: parameters with empty values render the entire request invalid.
      if (segment.length() == name.length() + 1) {
        throw new WireException(name + "= in the path is empty");
      }
      next++;
      return segment.substring(name.length() + 1);
    }

    private void end() {
      if (next < segments.size()) throw new WireException("unexpected in the path" + found());
    }

    private String found() {
      if (next == segments.size()) return "";
      String segment = segments.get(next);
      return ": '" + (segment.length() > 40 ? segment.substring(0, 40) + "…" : segment) + "'";
    }
  }
}
