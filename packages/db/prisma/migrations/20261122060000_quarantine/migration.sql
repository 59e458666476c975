-- AlterTable
ALTER TABLE "Document" ADD COLUMN     "quarantinedAt" TIMESTAMP(3);
