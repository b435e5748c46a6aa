// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.wire.stream;

import dev.tocsin.base.bytes.WireException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Bytes of a stream, as they come, to events (RFC 8895 §3.4). One thread at a time.
public final class EventReader {

  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private final int eventBytesMax;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private final StringBuilder data = new StringBuilder();
  private String name = "";
  private int eventBytes;
  private boolean isFirstLine = true;
  private boolean endedInReturn;

  public EventReader(int eventBytesMax) {
    this.eventBytesMax = eventBytesMax;
  }

  /// @return what became complete with these bytes
  /// @throws WireException if an event is larger than the bound
  public List<StreamEvent> read(ByteBuffer bytes) {
    var events = new ArrayList<StreamEvent>();
    while (bytes.hasRemaining()) take(bytes.get(), events);
    return events;
  }

  // RFC 8895 §3.4: lines end in CR LF, CR or LF.
  private void take(byte next, List<StreamEvent> events) {
    var isSecondHalf = next == '\n' && endedInReturn;
    endedInReturn = next == '\r';
    if (isSecondHalf) return;
    if (next == '\r' || next == '\n') {
      endLine(events);
      return;
    }
    if (++eventBytes > eventBytesMax) {
      throw new WireException("expected an event of at most " + eventBytesMax + " bytes");
    }
    line.write(next);
  }

  private void endLine(List<StreamEvent> events) {
    var text = line.toString(StandardCharsets.UTF_8);
    var lineBytes = line.size();
    line.reset();
    if (isFirstLine && text.startsWith(BYTE_ORDER_MARK)) text = text.substring(1);
    isFirstLine = false;
    if (text.isEmpty()) {
      endEvent(events);
    } else if (!isTaken(text)) {
      eventBytes -= lineBytes;
    }
  }

  private void endEvent(List<StreamEvent> events) {
    if (!data.isEmpty()) {
      events.add(StreamEvent.of(name, data.substring(0, data.length() - 1)));
    }
    name = "";
    data.setLength(0);
    eventBytes = 0;
  }

  private boolean isTaken(String text) {
    var colon = text.indexOf(':');
    var field = colon < 0 ? text : text.substring(0, colon);
    var value = colon < 0 ? "" : text.substring(colon + 1);
    if (value.startsWith(" ")) value = value.substring(1);
    return switch (field) {
      case "event" -> {
        name = value;
        yield true;
      }
      case "data" -> {
        data.append(value).append('\n');
        yield true;
      }
      // Comments, ids, times to wait, and what may come: nothing that ALTO uses.
      default -> false;
    };
  }
}
