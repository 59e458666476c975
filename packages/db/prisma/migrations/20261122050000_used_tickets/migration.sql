-- Unlogged: a claim then waits for no disk. After a crash of the database it is empty, and tickets live for a minute.
CREATE UNLOGGED TABLE "UsedTicket" (
    "id" TEXT NOT NULL,
    "expiresAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "UsedTicket_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "UsedTicket_expiresAt_idx" ON "UsedTicket"("expiresAt");
