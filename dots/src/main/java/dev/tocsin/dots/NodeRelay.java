// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots;

import dev.tocsin.base.bytes.WireException;
import dev.tocsin.dots.core.mitigation.FilterEvent;
import dev.tocsin.dots.core.mitigation.MitigatorEvent;
import dev.tocsin.dots.io.store.MitigatorWord;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells the other servers on the store what the mitigators say that this one drives, and hears
/// what theirs say.
///
/// Messages may be lost, and servers come and go: the latest of everything that is still true is
/// told again and again, a part with every turn. However much there is to say, a turn says no more
/// than {@link #WORDS_PER_TURN}; the newest word about something takes the place of the one before.
final class NodeRelay implements AutoCloseable {

  static final int WORDS_PER_TURN = 2_000;

  private static final Logger log = LoggerFactory.getLogger(NodeRelay.class);
  private static final Duration TURN = Duration.ofMillis(250);
  private static final int AGAIN_PER_TURN = WORDS_PER_TURN / 4;
  // Beside it stands what a message itself takes.
  private static final int MESSAGE_BYTES_MAX = 60 << 10;
  private static final int HEARD_MAX = 256;

  private record Subject(String mitigator, Object key) {}

  /// The latest words: what became of it, and what was measured.
  private static final class Said {
    @Nullable MitigatorWord outcome;
    @Nullable MitigatorWord measured;
  }

  private final Sharing sharing;
  private final Consumer<MitigatorWord> heard;
  private final Map<Subject, Said> said = new LinkedHashMap<>();
  private final LinkedHashSet<Subject> news = new LinkedHashSet<>();
  private Queue<Subject> again = new ArrayDeque<>();
  private final ScheduledExecutorService turns =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("node-relay").factory());
  private final ThreadPoolExecutor hearing =
      new ThreadPoolExecutor(
          1,
          1,
          0,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(HEARD_MAX),
          Thread.ofPlatform().daemon().name("node-heard").factory(),
          // Newer words follow.
          new ThreadPoolExecutor.DiscardOldestPolicy());

  /// @param heard what other servers' mitigators say; may wait
  NodeRelay(Sharing sharing, Consumer<MitigatorWord> heard) {
    this.sharing = sharing;
    this.heard = heard;
    long every = TURN.toMillis();
    var task = turns.scheduleWithFixedDelay(this::turn, every, every, TimeUnit.MILLISECONDS);
    if (task.isCancelled()) throw new IllegalStateException("the relay was not started");
  }

  /// A mitigator that this server drives has said something. Never waits.
  void say(MitigatorWord word) {
    var subject = subject(word);
    synchronized (said) {
      // Nothing stands any more, and the others' mitigations end by themselves.
      if (isEnd(word)) {
        said.remove(subject);
        news.remove(subject);
        return;
      }
      var latest = said.computeIfAbsent(subject, _ -> new Said());
      if (isMeasured(word)) latest.measured = word;
      else latest.outcome = word;
      news.add(subject);
    }
  }

  /// This server drives a mitigator no longer: what it said is another's to say.
  void forget(String mitigator) {
    synchronized (said) {
      said.keySet().removeIf(subject -> subject.mitigator().equals(mitigator));
      news.removeIf(subject -> subject.mitigator().equals(mitigator));
    }
  }

  /// Something that one mitigator said of is over.
  void forget(String mitigator, Object key) {
    synchronized (said) {
      said.remove(new Subject(mitigator, key));
    }
  }

  private static Subject subject(MitigatorWord word) {
    return switch (word) {
      case MitigatorWord.OfMitigation(var mitigator, var key, _) -> new Subject(mitigator, key);
      case MitigatorWord.OfList(var mitigator, var key, _) -> new Subject(mitigator, key);
    };
  }

  private static boolean isEnd(MitigatorWord word) {
    return word instanceof MitigatorWord.OfMitigation(_, _, MitigatorEvent.Disabled());
  }

  private static boolean isMeasured(MitigatorWord word) {
    return switch (word) {
      case MitigatorWord.OfMitigation(_, _, var event) -> event instanceof MitigatorEvent.Measured;
      case MitigatorWord.OfList(_, _, var event) -> event instanceof FilterEvent.Measured;
    };
  }

  private void turn() {
    try {
      if (sharing.isAlone()) return;
      tell(gather());
    } catch (RuntimeException e) {
      // The next turn says it again.
      log.error("telling other servers failed", e);
    }
  }

  /// What is new, and a part of what is known already.
  private List<MitigatorWord> gather() {
    var words = new ArrayList<MitigatorWord>();
    synchronized (said) {
      for (Iterator<Subject> each = news.iterator();
          each.hasNext() && words.size() < WORDS_PER_TURN; ) {
        add(words, said.get(each.next()));
        each.remove();
      }
      if (again.isEmpty()) again = new ArrayDeque<>(said.keySet());
      for (int i = 0; i < AGAIN_PER_TURN && words.size() < WORDS_PER_TURN; i++) {
        var subject = again.poll();
        if (subject == null) break;
        add(words, said.get(subject));
      }
    }
    return words;
  }

  private static void add(List<MitigatorWord> words, @Nullable Said latest) {
    if (latest == null) return;
    if (latest.outcome != null) words.add(latest.outcome);
    if (latest.measured != null) words.add(latest.measured);
  }

  private void tell(List<MitigatorWord> words) {
    var message = new ArrayList<byte[]>();
    int bytes = 0;
    for (var word : words) {
      var encoded = MitigatorWord.encode(word);
      if (encoded.length > MESSAGE_BYTES_MAX) {
        log.debug("too long for other servers: {} of {}", word.mitigator(), encoded.length);
        continue;
      }
      if (bytes + encoded.length > MESSAGE_BYTES_MAX) {
        sharing.tell(MitigatorWord.message(message));
        message.clear();
        bytes = 0;
      }
      message.add(encoded);
      // Its own length stands in front of each.
      bytes += encoded.length + 5;
    }
    if (!message.isEmpty()) sharing.tell(MitigatorWord.message(message));
  }

  /// Another server said something. Never waits.
  void told(String node, byte[] message) {
    if (hearing.isShutdown()) return;
    hearing.execute(
        () -> {
          try {
            MitigatorWord.decode(message).forEach(heard);
          } catch (WireException e) {
            log.warn("node {} said what is no message: {}", node, e.getMessage());
          } catch (RuntimeException e) {
            log.error("what node {} said was not taken in", node, e);
          }
        });
  }

  @Override
  public void close() {
    turns.shutdownNow();
    hearing.shutdownNow();
  }
}
