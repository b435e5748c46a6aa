// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.bench.load;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One client that asks for one mitigation at a time, each for an address of its own. Belongs to
/// one thread, beside that of its session.
public final class SinglePuts implements AutoCloseable, Sessions.Events {

  private static final long PATIENCE_SECONDS = 5;

  private final Sessions sessions;
  private final PutMessage message = PutMessage.mitigate(0);
  private final CountDownLatch open = new CountDownLatch(1);
  private final BlockingQueue<Answer> answers = new ArrayBlockingQueue<>(16);
  private int requests;

  private record Answer(long nanos, byte[] message) {}

  SinglePuts(Sessions sessions) {
    this.sessions = sessions;
    sessions.start(
        () -> {
          sessions.open(this);
          sessions.handshake(0, false);
        });
  }

  /// Waits until the session is open.
  ///
  /// @return whether it is
  public boolean awaitOpen(long seconds) {
    try {
      return open.await(seconds, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw interrupted();
    }
  }

  /// Asks for the next mitigation; {@link #accepted} comes after it.
  ///
  /// @return when, by {@link System#nanoTime}
  public long send() {
    byte[] request = message.write(++requests, PutMessage.MID_FIRST + requests);
    long sent = System.nanoTime();
    sessions.run(() -> sessions.send(0, request));
    return sent;
  }

  /// Waits for the answer to what was sent last.
  ///
  /// @return when it came
  /// @throws IllegalStateException if the request is refused, or not answered
  public long accepted() {
    var answer = next();
    while (answer != null && PutMessage.token(answer.message()) != requests) answer = next();
    if (answer == null) throw new IllegalStateException("request " + requests + " has no answer");
    if (answer.message()[1] >> 5 != 2) {
      throw new IllegalStateException("refused: " + PutMessage.refusal(answer.message()));
    }
    return answer.nanos();
  }

  private @Nullable Answer next() {
    try {
      return answers.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw interrupted();
    }
  }

  private static IllegalStateException interrupted() {
    Thread.currentThread().interrupt();
    return new IllegalStateException("interrupted");
  }

  @Override
  public void received(int session, byte[] received) {
    if (!PutMessage.isAnswer(received)) return;
    if (!answers.offer(new Answer(System.nanoTime(), received))) {
      throw new IllegalStateException("more answers than requests");
    }
  }

  @Override
  public void established(int session) {
    open.countDown();
  }

  @Override
  public void failed(int session, String reason) {
    sessions.handshake(session, false);
  }

  @Override
  public void close() {
    sessions.close();
  }
}
