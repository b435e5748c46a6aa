// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli.reload.map;

import dev.tocsin.reload.wire.id.Id;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/// A ring as an SVG picture: place zero is at the top, places grow clockwise. It follows the
/// viewer's light or dark scheme and needs no font of its own.
public final class RingPicture {

  private static final int WIDTH = 760;
  private static final int HEIGHT = 800;
  private static final double MIDDLE_X = WIDTH / 2.0;
  private static final double MIDDLE_Y = 408;
  private static final double RADIUS = 262;
  private static final double BAND = 22;
  private static final double LABEL_WIDTH = 64;
  private static final double LABEL_HEIGHT = 27;
  private static final int CROWD = 60;
  private static final double TWO_TO_53 = 0x1p53;
  private static final double PPB_PERCENT = 1e7;

  private static final String STYLE =
      """
      <style>
        .card { fill: #ffffff; stroke: #d0d7de; }
        text { font: 12px system-ui, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; fill: #1f2328; }
        .title { font-size: 15px; font-weight: 600; }
        .note { fill: #59636e; }
        .own { font-weight: 600; }
        .ring { fill: none; stroke: #d0d7de; }
        .part { fill: none; stroke-width: 22; stroke: #0969da; stroke-opacity: 0.10; }
        .odd.part { stroke-opacity: 0.24; }
        .own.part { stroke: #bf8700; stroke-opacity: 0.55; }
        .peer { fill: #0969da; stroke: #ffffff; stroke-width: 1.5; }
        .own.peer { fill: #bf8700; }
        .finger { fill: none; stroke: #0969da; stroke-width: 1.6; }
        .neighbour { fill: none; stroke: #59636e; stroke-width: 1.4; stroke-dasharray: 5 4; }
        @media (prefers-color-scheme: dark) {
          .card { fill: #0d1117; stroke: #3d444d; }
          text { fill: #f0f6fc; }
          .note { fill: #9198a1; }
          .ring { stroke: #3d444d; }
          .part, .finger { stroke: #4493f8; }
          .own.part { stroke: #d29922; }
          .peer { fill: #4493f8; stroke: #0d1117; }
          .own.peer { fill: #d29922; }
          .neighbour { stroke: #9198a1; }
        }
      </style>
      """;

  private final RingMap map;
  private final StringBuilder svg = new StringBuilder();

  private RingPicture(RingMap map) {
    this.map = map;
  }

  public static String of(RingMap map) {
    var picture = new RingPicture(map);
    picture.draw();
    return picture.svg.toString();
  }

  private void draw() {
    line("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\"", WIDTH, HEIGHT);
    line("  role=\"img\" aria-label=\"The peers of an overlay on its ring\">");
    svg.append(STYLE);
    line(
        "<rect class=\"card\" x=\"0.5\" y=\"0.5\" width=\"%d\" height=\"%d\" rx=\"8\"/>",
        WIDTH - 1, HEIGHT - 1);
    text("title", "start", 24, 34, escaped(map.overlay()) + ": " + peers());
    text("note", "start", 24, 54, "as peer " + map.chosen() + " sees it; place 0 is at the top");
    line("<circle class=\"ring\" cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\"/>", MIDDLE_X, MIDDLE_Y, RADIUS);
    for (int i = 0; i < map.peers().size(); i++) part(i);
    map.peers().forEach(this::ways);
    // The chosen one, which is the first, on top.
    map.peers().reversed().forEach(this::peer);
    labels();
    legend();
    svg.append("</svg>\n");
  }

  private String peers() {
    int count = map.peers().size();
    var found = count == 1 ? "1 peer" : count + " peers";
    return map.isWhole() ? found : "at least " + found;
  }

  // From the peer before to this one (CH-2).
  private void part(int number) {
    var peers = map.peers();
    var peer = peers.get(number);
    double end = angle(peer.id());
    var before = peers.get(Math.floorMod(number - 1, peers.size()));
    boolean isKnown = number > 0 || map.isWhole();
    double share =
        peers.size() == 1
            ? 1
            : isKnown ? fraction(peer.id().minus(before.id())) : peer.responsiblePpb() / 1e9;
    var kind = peer.id().equals(map.chosen()) ? "own " : number % 2 == 0 ? "" : "odd ";
    if (share >= 1) {
      line(
          "<circle class=\"%spart\" cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\"/>",
          kind, MIDDLE_X, MIDDLE_Y, RADIUS);
      return;
    }
    double begin = end - share * 2 * Math.PI;
    line(
        "<path class=\"%spart\" d=\"M%sA%.1f %.1f 0 %d 1 %s\"/>",
        kind, at(begin, RADIUS), RADIUS, RADIUS, share > 0.5 ? 1 : 0, at(end, RADIUS));
  }

  private void ways(RingMap.Peer peer) {
    if (peer.id().equals(map.chosen())) return;
    boolean isFinger = map.fingers().contains(peer.id());
    if (!isFinger && !map.neighbours().contains(peer.id())) return;
    double inner = RADIUS - BAND / 2;
    line(
        "<path class=\"%s\" d=\"M%sQ%s %s\"/>",
        isFinger ? "finger" : "neighbour",
        at(angle(map.chosen()), inner),
        bend(peer.id()),
        at(angle(peer.id()), inner));
  }

  // Ways bend towards the middle, the more the farther they lead.
  private String bend(Id peer) {
    double from = angle(map.chosen());
    double between = angle(peer.minus(map.chosen()));
    if (between > Math.PI) between -= 2 * Math.PI;
    double far = Math.abs(Math.sin(between / 2));
    return at(from + between / 2, (RADIUS - BAND) * (1 - 0.8 * far));
  }

  private void peer(RingMap.Peer peer) {
    double angle = angle(peer.id());
    double most = map.peers().size() > CROWD ? 6 : 11;
    double size = Math.min(most, most / 2 + Math.log10(1 + peer.places()));
    line(
        "<circle class=\"%speer\" cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\">",
        isChosen(peer) ? "own " : "", x(angle, RADIUS), y(angle, RADIUS), size);
    line(
        "  <title>%s, %s of the ring, places with data: %d</title></circle>",
        peer.id(), share(peer), peer.places());
  }

  private boolean isChosen(RingMap.Peer peer) {
    return peer.id().equals(map.chosen());
  }

  private int importance(RingMap.Peer peer) {
    if (isChosen(peer)) return 0;
    return map.fingers().contains(peer.id()) || map.neighbours().contains(peer.id()) ? 1 : 2;
  }

  private record Box(double left, double top) {
    boolean overlaps(Box other) {
      return Math.abs(left - other.left) < LABEL_WIDTH && Math.abs(top - other.top) < LABEL_HEIGHT;
    }
  }

  // Where two would lie over each other, the more important one stands.
  private void labels() {
    var placed = new ArrayList<Box>();
    map.peers().stream()
        .sorted(Comparator.comparingInt(this::importance))
        .forEach(peer -> label(peer, placed));
  }

  private void label(RingMap.Peer peer, List<Box> placed) {
    double angle = angle(peer.id());
    var anchor = Math.sin(angle) > 0.15 ? "start" : Math.sin(angle) < -0.15 ? "end" : "middle";
    double x = x(angle, RADIUS + BAND);
    double y = y(angle, RADIUS + BAND) + 4 - 6 * Math.cos(angle);
    double left = anchor.equals("start") ? x : anchor.equals("end") ? x - LABEL_WIDTH : x - 32;
    var box = new Box(left, y - 14);
    if (placed.stream().anyMatch(box::overlaps)) return;
    placed.add(box);
    text(isChosen(peer) ? "own" : "", anchor, x, y - 3, peer.id().toString().substring(0, 8));
    text("note", anchor, x, y + 11, share(peer));
  }

  private void legend() {
    double y = HEIGHT - 24;
    line("<path class=\"own part\" d=\"M24 %.1fH48\"/>", y - 4);
    text("note", "start", 56, y, "what the chosen peer answers for");
    line("<path class=\"finger\" d=\"M290 %.1fH326\"/>", y - 4);
    text("note", "start", 334, y, "finger");
    line("<path class=\"neighbour\" d=\"M400 %.1fH436\"/>", y - 4);
    text("note", "start", 444, y, "neighbour");
    text("note", "start", 540, y, "larger: keeps more places");
  }

  private static String share(RingMap.Peer peer) {
    return String.format(Locale.ROOT, "%.1f %%", peer.responsiblePpb() / PPB_PERCENT);
  }

  private static double fraction(Id distance) {
    return (distance.high() >>> 11) / TWO_TO_53;
  }

  private static double angle(Id id) {
    return fraction(id) * 2 * Math.PI;
  }

  private static double x(double angle, double radius) {
    return MIDDLE_X + radius * Math.sin(angle);
  }

  private static double y(double angle, double radius) {
    return MIDDLE_Y - radius * Math.cos(angle);
  }

  private static String at(double angle, double radius) {
    return String.format(Locale.ROOT, "%.1f %.1f", x(angle, radius), y(angle, radius));
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  private void text(String kind, String anchor, double x, double y, String text) {
    line(
        "<text class=\"%s\" text-anchor=\"%s\" x=\"%.1f\" y=\"%.1f\">%s</text>",
        kind, anchor, x, y, text);
  }

  private void line(String format, Object... values) {
    svg.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}
